// SPDX-License-Identifier: Apache-2.0
/// The API's own description, as a document and as a page.
@NullMarked
package afterword.gateway.docs;

import org.jspecify.annotations.NullMarked;
