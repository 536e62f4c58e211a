/** Of this process: callers choose the keys, and must not be able to choose those that share a place. */
const SECRET = Math.floor(Math.random() * 2 ** 32);

/** 32-bit FNV-1a over UTF-16 code units from a secret start, with its high bits mixed into the low ones. */
function hashOf(key: string): number {
  let hash = SECRET;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

const BRANCHES = 32;
type Branches<T> = readonly (T | undefined)[];
/** Its keys have the same place. */
type Leaf<V> = readonly (readonly [key: string, value: V])[];
/** Three levels are 32,768 places: of a million keys some 30 share one. */
type Tree<V> = Branches<Branches<Branches<Leaf<V>>>>;

const placeOf = (key: string): readonly [number, number, number] => {
  const hash = hashOf(key);
  return [hash % BRANCHES, (hash >>> 5) % BRANCHES, (hash >>> 10) % BRANCHES];
};

/**
 * Values by key; it never changes, and one with one more shares nearly all with it. For states of long streams: a record
 * that is copied for every event costs the square of their number.
 */
export class Dictionary<V> {
  private static readonly none = new Dictionary<never>(undefined);

  private constructor(private readonly tree: Tree<V> | undefined) {}

  static empty<V>(): Dictionary<V> {
    return Dictionary.none;
  }

  get(key: string): V | undefined {
    const [one, two, three] = placeOf(key);
    return this.tree?.[one]?.[two]?.[three]?.find(([each]) => each === key)?.[1];
  }

  /** With a value, in place of the one before. */
  with(key: string, value: V): Dictionary<V> {
    const [one, two, three] = placeOf(key);
    const leaf = (before: Leaf<V> = []): Leaf<V> => [...before.filter(([each]) => each !== key), [key, value]];
    return new Dictionary(
      grown(this.tree, one, (branches) => grown(branches, two, (leaves) => grown(leaves, three, leaf))),
    );
  }
}

function grown<T>(branches: Branches<T> | undefined, branch: number, grow: (before: T | undefined) => T): Branches<T> {
  const copy = branches?.slice() ?? Array.from<T | undefined>({ length: BRANCHES });
  copy[branch] = grow(copy[branch]);
  return copy;
}
