export interface RemoteBuyer {
  remoteId: string | null;
  name: string | null;
  email: string | null;
  country: string | null;
  language: string | null;
}

export interface RemoteOrderLine {
  remoteId: string;
  remoteListingId: string | null;
  sku: string | null;
  title: string;
  quantity: number;
  /** Before tax, after discounts, for the whole line. */
  totalMinor: number;
  taxMinor: number;
}

/** A sale as the shop tells it, normalised. `totalMinor` = Σ lines (total + tax) + shippingMinor − orderDiscountMinor. */
export interface RemoteOrder {
  remoteId: string;
  number: string;
  placedAt: Date;
  updatedAt: Date;
  status: 'pending' | 'paid' | 'cancelled' | 'refunded' | 'partly-refunded';
  currency: string;
  totalMinor: number;
  shippingMinor: number;
  orderDiscountMinor: number;
  refundedMinor: number;
  buyer: RemoteBuyer;
  lines: RemoteOrderLine[];
}
