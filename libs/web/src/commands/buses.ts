import { Inject, type OnModuleInit, type Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Answer, Engine, Reading, Sent } from '@dossier/engine';
import { type AnyCommandDef, type AnyQueryDef, type Class, onceForEach } from '@dossier/kernel';

/** What is sent with a command: kept beside it, because handlers take one argument. */
const travelling = new WeakMap<object, Sent>();

/** A command for its handler, with what is sent beside it. */
export function sending(command: object, sent: Sent): object {
  travelling.set(command, sent);
  return command;
}
function sentWith(command: object): Sent {
  const sent = travelling.get(command);
  if (!sent) throw new Error(`${command.constructor.name} came to its handler without its sender`);
  return sent;
}

/** A query for its handler. */
export abstract class Asked {
  constructor(
    readonly params: object,
    readonly reading: Reading,
  ) {}
}
/** The class by which the bus knows a query: several queries may have parameters of one class. */
export const questionOf = onceForEach((def: AnyQueryDef): new (params: object, reading: Reading) => Asked => {
  const question = class extends Asked {};
  Object.defineProperty(question, 'name', { value: def.name });
  return question;
});

/** One handler for each command and query of the registry. Slices write none. */
export const handlersOf = ({ registry, commands, queries }: Engine): Provider[] => [
  ...[...registry.commands.values()].map((def) => commandHandler(def, commands)),
  ...[...registry.queries.values()].map((def) => queryHandler(def, queries)),
];

function commandHandler(def: AnyCommandDef, runner: Engine['commands']): Provider {
  class Handler implements ICommandHandler<object, Answer> {
    execute(command: object): Promise<Answer> {
      return runner.run(def, command, sentWith(command));
    }
  }
  CommandHandler(def.command as new () => object)(Handler);
  return Handler;
}

function queryHandler(def: AnyQueryDef, queries: Engine['queries']): Provider {
  class Handler implements IQueryHandler<Asked> {
    execute({ params, reading }: Asked): Promise<unknown> {
      return queries.ask(def, params, reading);
    }
  }
  QueryHandler(questionOf(def))(Handler);
  return Handler;
}

// @nestjs/cqrs does not export these names
const HANDLED = ['__commandHandler__', '__queryHandler__'];

/** Stops the start for a second handler; @nestjs/cqrs would warn and use it. */
export class OneHandlerEach implements OnModuleInit {
  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** @throws Error that names what has two handlers */
  onModuleInit(): void {
    const handlers = new Map<unknown, unknown>();
    for (const { metatype } of [...this.modules.values()].flatMap((module) => [...module.providers.values()])) {
      if (typeof metatype !== 'function') continue;
      for (const key of HANDLED) {
        const handled = Reflect.getMetadata(key, metatype) as Class<object> | undefined;
        if (handled === undefined) continue;
        if ((handlers.get(handled) ?? metatype) !== metatype) throw new Error(`${handled.name} has two handlers`);
        handlers.set(handled, metatype);
      }
    }
  }
}
