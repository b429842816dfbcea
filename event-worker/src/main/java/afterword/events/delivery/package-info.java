// SPDX-License-Identifier: Apache-2.0
/// Carries the end of a run into the ledger and out to whoever listens.
@NullMarked
package afterword.events.delivery;

import org.jspecify.annotations.NullMarked;
