/** The same function, called once for each object: what it gave is kept as long as the object is there, so it must follow from that alone. */
export function onceForEach<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const all = new WeakMap<Of, { readonly made: Made }>();
  return (of) => {
    const known = all.get(of) ?? { made: make(of) };
    all.set(of, known);
    return known.made;
  };
}
