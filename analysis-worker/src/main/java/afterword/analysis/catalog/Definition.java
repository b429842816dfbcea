// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

/// The text of an analysis as it is kept: its file without comments and layout.
///
/// @param content JSON, fields in the file's order; its SHA-256 is the pin's hash
record Definition(Pin pin, String content) {}
