import type { Scene } from '../stories/story.ts';

interface SaleRow {
  kind: string;
  remote_id: string;
  email: string | null;
  offers: string[];
  entitled: string[];
  mails: number;
  links: number;
}

/** What the shops sold, against what the hub knows, grants and tells. */
export async function judgeOrders({ lab, ledger }: Scene): Promise<string[]> {
  const wrong: string[] = [];
  const sales = await lab.query<SaleRow>(`
    select c.kind, s.remote_id, b.email,
      array(select l.offer_id::text from sale_line l where l.sale_id = s.id) as offers,
      array(select e.offer_id::text from entitlement e join sale_line l on l.id = e.sale_line_id
        where l.sale_id = s.id and e.revoked_at is null) as entitled,
      (select count(*)::int from message m where m.cause = 'order:' || s.id) as mails,
      (select count(*)::int from link k join entitlement e on e.id = k.entitlement_id
        join sale_line l on l.id = e.sale_line_id where l.sale_id = s.id) as links
    from sale s join channel c on c.id = s.channel_id join buyer b on b.id = s.buyer_id`);
  const known = Map.groupBy(sales, (sale) => `${sale.kind}:${sale.remote_id}`);
  for (const sold of ledger.sold) {
    const rows = known.get(`${sold.shop}:${sold.remoteId}`) ?? [];
    const say = (what: string): void => void wrong.push(`order ${sold.remoteId} of ${sold.shop} ${what}`);
    if (rows.length !== 1) say(`is known ${rows.length} times`);
    const [sale] = rows;
    if (!sale) continue;
    if (sale.offers.join() !== sold.offerId) say(`is of ${sale.offers.join()} instead of ${sold.offerId}`);
    if (sale.entitled.join() !== sold.offerId) say(`entitles to ${sale.entitled.join() || 'nothing'}`);
    if (sold.email && sale.email !== sold.email) say(`is ${sale.email}'s instead of ${sold.email}'s`);
    // Etsy's buyers get their files from Etsy, and may not be written to.
    const isMailed = sold.shop === 'woocommerce';
    if (sale.mails !== (isMailed ? 1 : 0)) say(`was mailed ${sale.mails} times`);
    if (isMailed && sale.links === 0) say('has no link');
  }
  if (sales.length !== ledger.sold.length)
    wrong.push(`the hub knows ${sales.length} orders, the shops sold ${ledger.sold.length}`);
  const [buyers] = await lab.query<{ n: number; kept: number }>(
    `select count(*)::int as n, (select count(distinct buyer_id)::int from sale) as kept from buyer`,
  );
  if (buyers && buyers.n !== buyers.kept)
    wrong.push(`${buyers.n} buyers, of whom ${buyers.kept} bought something`);

  // A webhook that was answered with 2xx is there.
  const taken = lab.etsy.admin
    .state()
    .deliveries.filter((one) => one.attempts.some(({ status }) => status >= 200 && status < 300));
  const stored = new Set(
    (await lab.query<{ delivery_id: string }>('select delivery_id from webhook_delivery')).map(
      (row) => row.delivery_id,
    ),
  );
  for (const one of taken)
    if (!stored.has(one.id)) wrong.push(`the webhook ${one.id} was answered and is lost`);

  // Each buyer of a corrected pattern who may be written to gets one message a correction.
  const notices = await lab.query<{ pattern_id: string; state: string; buyers: number; messages: number }>(`
    select r.pattern_id, n.state, count(*) filter (where p.state <> 'withheld')::int as buyers,
      count(m.id)::int as messages
    from notice n join release r on r.id = n.release_id left join notice_recipient p on p.notice_id = n.id
      left join message m on m.cause = 'notice:' || n.id || ':' || p.buyer_id
    group by r.pattern_id, n.id, n.state`);
  for (const one of notices) {
    if (one.state !== 'sent') wrong.push(`a notice stays ${one.state}`);
    if (one.buyers !== one.messages)
      wrong.push(`a notice for ${one.buyers} buyers wrote ${one.messages} messages`);
  }
  const told = new Set(notices.map((one) => one.pattern_id));
  for (const patternId of ledger.corrected)
    if (!told.has(patternId)) wrong.push(`the correction of ${patternId} has no notice`);
  const expected = ledger.sold.filter((sold) => {
    const made = ledger.made.find((one) => one.offerId === sold.offerId);
    return sold.shop === 'woocommerce' && made && ledger.corrected.has(made.patternId);
  }).length;
  const written = notices.reduce((sum, one) => sum + one.messages, 0);
  if (written !== expected) wrong.push(`${written} messages about corrections instead of ${expected}`);
  return wrong;
}
