// SPDX-License-Identifier: Apache-2.0
/// Operators' questions and orders.
@NullMarked
package afterword.gateway.admin;

import org.jspecify.annotations.NullMarked;
