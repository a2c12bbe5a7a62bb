/** One list of all, each in its own order, in which every list has come equally far at any point, by the time that its items take. */
export function inProportion<T>(lists: readonly (readonly T[])[], timeOf: (item: T) => number): readonly T[] {
  return lists
    .flatMap((list) => {
      const total = list.reduce((sum, item) => sum + timeOf(item), 0);
      let begun = 0;
      return list.map((item) => {
        const share = begun / total;
        begun += timeOf(item);
        return { item, share };
      });
    })
    .sort((a, b) => a.share - b.share)
    .map(({ item }) => item);
}
