// SPDX-License-Identifier: Apache-2.0
/// Who may do what: API keys with scopes, and receipts for what was promised.
@NullMarked
package afterword.gateway.access;

import org.jspecify.annotations.NullMarked;
