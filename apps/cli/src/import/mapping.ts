import type { Text } from '@dossier/kernel';
import type { Outgoing } from '../bulk';
import type { Row } from './csv';
import type { Group } from './groups';

/** Why a row cannot come in. */
export interface Rejection {
  readonly line: number;
  /** Column of the file; empty where the whole row is meant. */
  readonly field: string;
  readonly value: string;
  readonly reason: Text;
}

/** A command made from rows. */
export interface Mapped extends Outgoing {
  /** The document that the rows are; left out for what only goes before it. */
  readonly document?: true;
  /** Lines of the file that stand or fall with the command: of a document in the order of its lines, then adjustments. */
  readonly rows: readonly number[];
}

export interface MappedGroup {
  readonly commands: readonly Mapped[];
  /** Not empty: the group stays out as a whole, for a document without one of its lines would be another one. */
  readonly rejected: readonly Rejection[];
}

/**
 * Names things and messages by natural keys, differently in every installation: the names tell nothing about persons,
 * and nobody can make them who does not know the installation's secret.
 */
export type Naming = (kind: string, naturalKey: string) => string;

/** How a kind of file becomes commands. */
export interface Mapping {
  readonly source: string;
  /** Headings, in order. */
  readonly columns: readonly string[];
  /** Natural key of the document that a row belongs to. */
  readonly groupOf: (row: Row) => string;
  /** A mapper for one file: it remembers who was registered. */
  readonly open: (naming: Naming) => Mapper;
}
export interface Mapper {
  readonly map: (group: Group) => MappedGroup;
  /** Different customers so far. */
  readonly customers: () => number;
}
