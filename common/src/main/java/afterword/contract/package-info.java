// SPDX-License-Identifier: Apache-2.0
/// What crosses a process boundary: events, requests, outcomes, their identity, and their JSON.
@NullMarked
package afterword.contract;

import org.jspecify.annotations.NullMarked;
