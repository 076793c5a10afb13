/** Takes the person to deliveries: the live trace's stand in a page, a capture's in its editor. */

import { LIVE_TRACE } from '../../shared/engineApi';
import type { DeliveryAddress } from '../deliveryAddress';
import type { Host } from '../host';

/** Shows a delivery. Rejects with trace.deliveryGone or, where no editor shows that capture, trace.unknownTrace. */
export async function revealDelivery({ pages, captures }: Host, address: DeliveryAddress): Promise<void> {
  await (address.trace === LIVE_TRACE ? pages.reveal(address.delivery) : captures.reveal(address));
}

/** Shows the deliveries that the filter leaves. Rejects with trace.unknownTrace where no editor shows that capture. */
export async function showFiltered({ pages, captures }: Host, trace: number, filter: string): Promise<void> {
  await (trace === LIVE_TRACE ? pages.showFilter(filter) : captures.showFilter(trace, filter));
}
