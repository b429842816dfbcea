// SPDX-License-Identifier: Apache-2.0
/// Server-sent events that a slow reader cannot hold up.
@NullMarked
package afterword.gateway.live;

import org.jspecify.annotations.NullMarked;
