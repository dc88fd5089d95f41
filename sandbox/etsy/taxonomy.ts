/** A cut of the seller's taxonomy. Only 6343 is a number seen on the real shop; the others are made up. */
const root = (id: number, name: string, children: Node[]): Node => ({ id, name, children });
interface Node {
  id: number;
  name: string;
  children: Node[];
}

const tree: Node[] = [
  root(562, 'Craft Supplies & Tools', [
    root(6340, 'Patterns & How To', [
      root(6343, 'Patterns & Blueprints', []),
      root(6344, 'Tutorials', []),
      root(6345, 'Kits', []),
    ]),
  ]),
];

function view(node: Node, level: number, parents: number[]): unknown {
  const path = [...parents, node.id];
  return {
    id: node.id,
    level,
    name: node.name,
    parent_id: parents.at(-1) ?? null,
    children: node.children.map((child) => view(child, level + 1, path)),
    full_path_taxonomy_ids: path,
  };
}

export const taxonomyNodes = (): unknown => {
  const results = tree.map((node) => view(node, 1, []));
  return { count: results.length, results };
};
