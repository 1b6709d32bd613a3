/// A TOML 1.0 document (https://toml.io/en/v1.0.0), read with where everything stands, so that a
/// part of it can be changed and the rest stays as it is.
struct TOMLDocument {
  let root: TOMLTable

  init(_ text: String) throws(TOMLReadError) {
    var reader = TOMLReader(text)
    try reader.read()
    root = reader.root
  }
}

/// Why a text is not TOML.
struct TOMLReadError: Error, Equatable {
  /// For a person; no full stop.
  let message: String
  /// Counted from 1.
  let line: Int
}

/// Keys are told apart by their bytes; Swift's strings take `é` and `e` with an accent for one.
struct TOMLKey: Hashable {
  let bytes: [UInt8]

  init(_ name: String) { bytes = Array(name.utf8) }

  var name: String { String(decoding: bytes, as: UTF8.self) }
}

struct TOMLItem {
  enum Kind {
    case scalar(TOMLScalar)
    case array([TOMLItem])
    case table(TOMLTable)
    /// `[[name]]`; never empty.
    case tables([TOMLTable])
  }

  let kind: Kind
  /// Where the value is written; empty for what headers and dotted keys make.
  let range: Range<Int>

  var table: TOMLTable? { if case .table(let table) = kind { table } else { nil } }
  var string: String? {
    if case .scalar(let scalar) = kind, scalar.type == .string { scalar.text } else { nil }
  }
  var array: [TOMLItem]? { if case .array(let items) = kind { items } else { nil } }
}

/// A table while it grows: later lines of the document add to it.
final class TOMLTable {
  /// What made it, which decides what may still add to it.
  enum Form {
    /// Only named on the way to another one: `a` of `[a.b]`.
    case implicit
    case header
    case dotted
    /// In braces, and whole with the closing one.
    case inline
  }

  /// Where another key can be written.
  enum Room {
    /// On a line of its own behind this offset, which begins with the bytes of `lead`.
    case line(after: Int, lead: Range<Int>)
    /// In braces behind this offset; `lead` is what stands before the last part of a dotted key.
    case inline(after: Int, lead: Range<Int>)
  }

  var form: Form
  var items: [TOMLKey: TOMLItem] = [:]
  var room: Room?

  init(_ form: Form) { self.form = form }

  subscript(name: String) -> TOMLItem? { items[TOMLKey(name)] }
}

/// What a document says, apart from how it is written.
indirect enum TOMLValue: Equatable {
  case scalar(TOMLScalar)
  case array([TOMLValue])
  case table([TOMLKey: TOMLValue])

  init(_ table: TOMLTable) { self = .table(table.items.mapValues(TOMLValue.init)) }

  init(_ item: TOMLItem) {
    switch item.kind {
    case .scalar(let scalar): self = .scalar(scalar)
    case .array(let items): self = .array(items.map(TOMLValue.init))
    case .table(let table): self.init(table)
    case .tables(let tables): self = .array(tables.map(TOMLValue.init))
    }
  }

  /// With the value at `path` replaced, or added.
  func setting(_ path: ArraySlice<String>, to value: TOMLValue) -> TOMLValue {
    guard let name = path.first else { return value }
    guard case .table(var items) = self else { return self }
    let inner = items[TOMLKey(name)] ?? .table([:])
    items[TOMLKey(name)] = inner.setting(path.dropFirst(), to: value)
    return .table(items)
  }
}
