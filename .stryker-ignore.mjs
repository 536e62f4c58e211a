// Words for people are no decisions: Stryker leaves objects with zh and en alone, and titles named by them.
import { PluginKind, declareValuePlugin } from '@stryker-mutator/api/plugin';

const isText = (node) =>
  node.type === 'ObjectExpression' &&
  ['zh', 'en'].every((name) => node.properties.some((property) => property.key?.name === name));

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'texts', {
    shouldIgnore: ({ node }) => (isText(node) ? 'words for people' : undefined),
  }),
];
