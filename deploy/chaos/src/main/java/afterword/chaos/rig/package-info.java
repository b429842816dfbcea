// SPDX-License-Identifier: Apache-2.0
/// The line in several processes, with a proxy on each of their ways and a hand on each of their
/// lives.
@NullMarked
package afterword.chaos.rig;

import org.jspecify.annotations.NullMarked;
