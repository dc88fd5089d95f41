/** A message is a list of blocks; both bodies are made from the same blocks, so they say the same. */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'button'; label: string; url: string }
  | { kind: 'links'; items: { label: string; note?: string; url: string }[] };

export interface Letter {
  heading: string;
  blocks: Block[];
  /** Who writes, and why the reader gets it. */
  footer: string;
}

export function renderLetter(letter: Letter): { text: string; html: string } {
  return { text: asText(letter), html: asHtml(letter) };
}

function asText({ heading, blocks, footer }: Letter): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'text') return block.text;
    if (block.kind === 'button') return `${block.label}:\n${block.url}`;
    return block.items
      .map((item) => `- ${item.label}${item.note ? ` (${item.note})` : ''}\n  ${item.url}`)
      .join('\n');
  });
  return `${[heading, ...parts].join('\n\n')}\n\n-- \n${footer}\n`;
}

const link = 'color:#8a4b1f;font-weight:600';
const paragraph = 'margin:0 0 16px;font-size:16px;line-height:1.5';

function asHtml({ heading, blocks, footer }: Letter): string {
  const body = blocks.map((block) => {
    if (block.kind === 'text')
      return block.text
        .split(/\n{2,}/)
        .map((part) => `<p style="${paragraph}">${escapeHtml(part).replaceAll('\n', '<br>')}</p>`)
        .join('');
    if (block.kind === 'button')
      return `<p style="${paragraph}"><a href="${escapeHtml(block.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#8a4b1f;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(block.label)}</a></p>`;
    const items = block.items.map(
      (item) =>
        `<li style="margin:0 0 8px"><a href="${escapeHtml(item.url)}" style="${link}">${escapeHtml(item.label)}</a>${item.note ? ` <span style="color:#6b625a">${escapeHtml(item.note)}</span>` : ''}</li>`,
    );
    return `<ul style="margin:0 0 16px;padding-left:20px;font-size:16px;line-height:1.5">${items.join('')}</ul>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head><body style="margin:0;padding:24px 16px;background:#f7f3ee;color:#2b2520;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"><div style="max-width:560px;margin:0 auto;background:#ffffff;border-radius:12px;padding:24px"><h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escapeHtml(heading)}</h1>${body.join('')}<p style="margin:24px 0 0;font-size:13px;line-height:1.5;color:#6b625a">${escapeHtml(footer)}</p></div></body></html>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? one);
