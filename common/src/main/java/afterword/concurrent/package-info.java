// SPDX-License-Identifier: Apache-2.0
/// Fan-out, races, deadlines and the one pool for CPU work, on nothing but the JDK.
@NullMarked
package afterword.concurrent;

import org.jspecify.annotations.NullMarked;
