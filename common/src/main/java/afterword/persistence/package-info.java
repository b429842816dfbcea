// SPDX-License-Identifier: Apache-2.0
/// PostgreSQL as the services share it: error classes, waiting for another service's views, the
/// planner's statistics.
@NullMarked
package afterword.persistence;

import org.jspecify.annotations.NullMarked;
