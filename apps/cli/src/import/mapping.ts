import type { Text } from '@dossier/kernel';
import type { Outgoing } from '../bulk';
import type { Group, TableRow } from './groups';

/** Why a row cannot come in. */
export interface Rejection {
  readonly line: number;
  /** Column of the file; empty where the whole row is meant. */
  readonly field: string;
  readonly value: string;
  readonly reason: Text;
}

/** A document made from rows, with what must go before it. */
export interface Mapped extends Outgoing {
  /** The customer whom it is about, as the file names it; left out where it names none. */
  readonly customer?: string;
  /** Lines of the file that stand or fall with the command: of a document in the order of its lines, then adjustments. */
  readonly rows: readonly number[];
}

/** Rejections: the group stays out as a whole, for a document without one of its lines would be another one. */
export type MappedGroup =
  | { readonly document: Mapped; readonly rejected?: never }
  | { readonly rejected: readonly Rejection[]; readonly document?: never };

/**
 * Names things and messages by natural keys, differently in every installation: the names tell nothing about persons,
 * and nobody can make them who does not know the installation's secret.
 */
export type Naming = (kind: string, naturalKey: string) => string;

/** A column of a file. */
export interface Column {
  readonly name: string;
  /** Other headings that it goes by. */
  readonly also?: readonly string[];
}

/** How a kind of file becomes commands. */
export interface Mapping {
  readonly source: string;
  /** What a person calls its documents: a name that `column-words` has in Chinese. */
  readonly documents: string;
  readonly columns: readonly Column[];
  /** Column that a field of a command was made from, by the field's pointer; undefined: none. */
  readonly columnOf: (pointer: string) => string | undefined;
  /** Natural key of the document that a row belongs to. */
  readonly groupOf: (row: TableRow) => string;
  /**
   * What the rows of one document become: a function of these rows alone and not of their order, so that a history
   * gives the same documents however it is cut into files.
   */
  readonly map: (group: Group, naming: Naming) => MappedGroup;
}
