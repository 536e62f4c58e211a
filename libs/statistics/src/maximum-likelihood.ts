/** Parameters above 0 under which what was seen is most likely. */
export interface Likeliest {
  readonly at: readonly number[];
  readonly logLikelihood: number;
  /** Of each parameter; null where the likelihood has no peak there. */
  readonly errors: readonly number[] | null;
}

const WIDEST = Math.log(1e5); // a parameter that went so far goes to 0 or to infinity: what it foretells hardly changes
const ENOUGH = 1e-8; // of a log-likelihood: parameters are then within a thousandth of their errors

/**
 * Climbs to the maximum of a log-likelihood by the simplex of Nelder & Mead (1965, The Computer Journal 7) over the logarithms
 * of the parameters. Errors come of the curvature there.
 * @param start parameters of the right order of magnitude; the search stays within a factor of 1e5
 */
export function likeliest(logLikelihood: (at: readonly number[]) => number, start: readonly number[]): Likeliest {
  const parametersAt = (logs: readonly number[]): readonly number[] =>
    logs.map((log, i) => (start[i] ?? 0) * Math.exp(Math.max(-WIDEST, Math.min(WIDEST, log))));
  const heightAt = (logs: readonly number[]): number => logLikelihood(parametersAt(logs));
  const best = climb(
    heightAt,
    start.map(() => 0),
  );
  const at = parametersAt(best);
  const variances = inverse(curvature(heightAt, best).map((row) => row.map((value) => -value)));
  const diagonal = variances?.map((row, i) => row[i] ?? NaN);
  return {
    at,
    logLikelihood: heightAt(best),
    // an error of ln θ is one of θ, divided by θ
    errors: diagonal?.every((value) => value > 0) ? at.map((value, i) => value * Math.sqrt(diagonal[i] ?? NaN)) : null,
  };
}

type Vector = readonly number[];
interface Corner {
  readonly x: Vector;
  readonly height: number;
}

function climb(heightAt: (x: Vector) => number, from: Vector): Vector {
  const corner = (x: Vector): Corner => ({ x, height: heightAt(x) });
  /** On the line from `a` through `b`, at a multiple of the way. */
  const along = (a: Vector, b: Vector, way: number): Vector => a.map((value, i) => value + way * ((b[i] ?? 0) - value));
  let corners = [from, ...from.map((_, i) => from.map((value, j) => (i === j ? value + 0.5 : value)))].map(corner);
  for (let step = 0; step < 4000; step++) {
    corners = corners.sort((a, b) => b.height - a.height);
    const [top, lowest] = [corners[0], corners.at(-1)];
    if (!top || !lowest || top.height - lowest.height < ENOUGH) break;
    const others = corners.slice(0, -1);
    const centre = from.map((_, i) => others.reduce((sum, { x }) => sum + (x[i] ?? 0), 0) / others.length);
    const mirrored = corner(along(lowest.x, centre, 2));
    let better = mirrored;
    if (mirrored.height > top.height) {
      const farther = corner(along(lowest.x, centre, 3));
      if (farther.height > mirrored.height) better = farther;
    } else if (mirrored.height <= (others.at(-1)?.height ?? 0)) {
      better = corner(along(lowest.x, centre, mirrored.height > lowest.height ? 1.5 : 0.5));
    }
    corners =
      better.height > lowest.height
        ? [...others, better]
        : corners.map((each) => (each === top ? top : corner(along(top.x, each.x, 0.5))));
  }
  return (corners.sort((a, b) => b.height - a.height)[0] as Corner).x;
}

/** Second derivatives, by central differences. */
function curvature(heightAt: (x: Vector) => number, at: Vector): readonly Vector[] {
  const STEP = 1e-3;
  const moved = (i: number, byI: number, j: number, byJ: number): number =>
    heightAt(at.map((value, n) => value + STEP * ((n === i ? byI : 0) + (n === j ? byJ : 0))));
  return at.map((_, i) =>
    at.map(
      (__, j) => (moved(i, 1, j, 1) - moved(i, 1, j, -1) - moved(i, -1, j, 1) + moved(i, -1, j, -1)) / (2 * STEP) ** 2,
    ),
  );
}

/** Of a square matrix, by elimination; null where it has none. */
function inverse(matrix: readonly Vector[]): readonly Vector[] | null {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const rest = rows.slice(column);
    const pivot = rest.reduce((a, b) => (Math.abs(b[column] ?? 0) > Math.abs(a[column] ?? 0) ? b : a));
    const head = pivot[column] ?? 0;
    if (!(Math.abs(head) > 0)) return null;
    rows.splice(rows.indexOf(pivot), 1);
    const unit = pivot.map((value) => value / head);
    for (const [index, row] of rows.entries())
      rows[index] = row.map((value, j) => value - (row[column] ?? 0) * (unit[j] ?? 0));
    rows.splice(column, 0, unit);
  }
  return rows.map((row) => row.slice(size));
}
