// SPDX-License-Identifier: Apache-2.0
/// A TCP proxy that does to connections what networks do at the worst moment.
@NullMarked
package afterword.servers.proxy;

import org.jspecify.annotations.NullMarked;
