import type { Reply, ShopRequest } from '../kit/router.ts';
import { dateOf, type WooContext } from './context.ts';
import { invalidId } from './errors.ts';
import type { WooPermission } from './state.ts';

const paid = ['completed', 'processing'];

/** A permission shows only while its download's id is still on the product and its order is paid. */
export function openDownloads(context: WooContext, of: (permission: WooPermission) => boolean) {
  return context.state.permissions.filter(of).flatMap((permission) => {
    const product = context.state.products[permission.productId];
    const download = product?.downloads.find((entry) => entry.id === permission.downloadId);
    const order = context.state.orders[permission.orderId];
    if (!product || !download || !order || !paid.includes(order.status)) return [];
    if (permission.accessExpiresAt !== null && permission.accessExpiresAt < context.clock.now()) return [];
    const query = new URLSearchParams({
      download_file: String(product.id),
      order: permission.orderKey,
      email: permission.email,
      key: permission.downloadId,
    });
    return [
      {
        download_id: permission.downloadId,
        download_url: `${context.url}/?${query}`,
        product_id: product.id,
        product_name: product.name,
        download_name: `${product.name} - ${download.name}`,
        order_id: order.id,
        order_key: permission.orderKey,
        downloads_remaining: permission.downloadsRemaining || 'unlimited',
        access_expires: dateOf(permission.accessExpiresAt) ?? 'never',
        access_expires_gmt: dateOf(permission.accessExpiresAt) ?? 'never',
        file: { name: download.name, file: download.file },
      },
    ];
  });
}

/** Guests have no customer, so no list. */
export function customerDownloads(context: WooContext, request: ShopRequest): Reply {
  const id = Number(request.params.id);
  if (id === 0 || !Object.values(context.state.orders).some((order) => order.customerId === id))
    throw invalidId('customer');
  return { status: 200, body: openDownloads(context, (permission) => permission.customerId === id) };
}

/** `/?download_file=…`: sends the buyer's browser to the file's URL. */
export function followDownload(context: WooContext, request: ShopRequest): Reply {
  const { query } = request;
  const page = (status: number, text: string): Reply => ({ status, body: `<!doctype html><p>${text}</p>` });
  const permission = context.state.permissions.find(
    (entry) =>
      entry.productId === Number(query.get('download_file')) &&
      entry.orderKey === query.get('order') &&
      entry.email === query.get('email') &&
      entry.downloadId === query.get('key'),
  );
  if (!permission) return page(404, 'Invalid download link.');
  const [open] = openDownloads(context, (entry) => entry === permission);
  if (!open) return page(403, 'Sorry, you do not have access to this download link.');
  if (permission.downloadsRemaining === '0') return page(403, 'Sorry, you have reached your download limit.');
  permission.downloadCount += 1;
  if (permission.downloadsRemaining !== '')
    permission.downloadsRemaining = String(Number(permission.downloadsRemaining) - 1);
  return { status: 302, headers: { location: open.file.file } };
}
