// SPDX-License-Identifier: Apache-2.0
/// Carries out operators' orders.
@NullMarked
package afterword.events.command;

import org.jspecify.annotations.NullMarked;
