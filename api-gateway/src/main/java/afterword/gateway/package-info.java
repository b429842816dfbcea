// SPDX-License-Identifier: Apache-2.0
/// The api-gateway process and its wiring.
@NullMarked
package afterword.gateway;

import org.jspecify.annotations.NullMarked;
