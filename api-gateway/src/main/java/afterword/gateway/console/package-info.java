// SPDX-License-Identifier: Apache-2.0
/// The operator's console: what is lost, what is late, what it costs.
@NullMarked
package afterword.gateway.console;

import org.jspecify.annotations.NullMarked;
