import type { Block, Letter } from '../../mail/index.ts';
import type { Told } from './kinds.ts';

const shownGroups = 12;

export interface AlertLetter {
  subject: string;
  letter: Letter;
}

/** Pure: one message for everything. `links`: buttons that take the place of a group's own. */
export function alertLetter(
  told: readonly Told[],
  hubUrl: string,
  links: ReadonlyMap<Told, string>,
): AlertLetter {
  const shown = told.slice(0, shownGroups);
  const blocks = shown.flatMap((group): Block[] => {
    const link = links.get(group);
    return [
      { kind: 'text', text: group.sentence },
      link
        ? { kind: 'button', label: 'See the plan and approve', url: link }
        : { kind: 'button', label: group.button, url: hubUrl + group.path },
    ];
  });
  if (told.length > shown.length)
    blocks.push({ kind: 'text', text: `And ${told.length - shown.length} more: they stand on the board.` });
  const isNote = told.every((group) => group.kind === 'hub-slept');
  return {
    subject: headline(told),
    letter: {
      heading: isNote
        ? 'While you were away'
        : told.length === 1
          ? 'One thing needs you'
          : `${told.length} things need you`,
      blocks: [
        ...blocks,
        { kind: 'links', items: [{ label: 'Everything that needs you', url: `${hubUrl}/` }] },
      ],
      footer: `Sent by your own Spindle. What you are told, and when: ${hubUrl}/settings?part=alerts`,
    },
  };
}

/** One line for a subject or a notification. */
export function headline(told: readonly Told[]): string {
  const [first] = told;
  if (!first) return 'Nothing needs you';
  return told.length === 1 ? first.sentence : `${told.length} things need you: ${first.sentence}`;
}
