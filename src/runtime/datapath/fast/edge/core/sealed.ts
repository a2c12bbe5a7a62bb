// Authenticated sealing (decision record 0002). A payload is a prefix, the frame and a tag; its associated data is a
// row of `associated`. Neither is aligned, so they are not records.
//
//  prefix:  0 kind │ 1 session 8 │ 9 counter 8
//  row:     0 community 20 │ 20 MACs 12 │ 32 compression │ 33 transform │ 34 prefix 17 │ 52 nonce 12

export const kindFrame: u8 = 0;
export const sessionAt: usize = 1;
export const counterAt: usize = 9;

export const rowMacsAt: usize = 20;
export const rowCompressionAt: usize = 32;
export const rowPrefixAt: usize = 34;
export const rowNonceAt: usize = 52;
/** The nonce is a zero word and the counter. */
export const rowNonceCounterAt: usize = 56;
/** The part of a row that is sealed with the frame. */
export const associatedLength: i32 = 51;
/** Source and destination. */
export const macsBytes: i32 = 12;
