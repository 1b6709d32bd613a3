import APICore
import Hashing
import SQLite

/// One link of the audit chain: something that happened to the ledger, bound by its hash to
/// everything that happened before.
///
/// The chain is a table of its own, because a row of the ledger lives on: its answer is dropped, an
/// unclear outcome is resolved. Each of these is a link as well, so that nothing is ever hashed
/// again, and the last link that names a row tells what the row must look like now.
struct AuditLink: Sendable, Equatable {
  enum Event: String, Sendable {
    /// A row was written.
    case recorded
    /// A row of the live ledger went on to another state, or its output was stored.
    case moved
    /// A person or an agent said how an unclear operation ended.
    case resolved
    /// Retention dropped the stored answers, of all rows up to and including `operation`.
    case pruned
    /// The clock was found set back, or said to be right; `operation` is the newest row then.
    case clock
  }

  /// Counted from 1 without gaps.
  var sequence: Int64
  var event: Event
  /// The row's `sequence`.
  var operation: Int64
  var at: Milliseconds
  /// Canonical JSON; nil where the event says it all.
  var detail: String?
  /// `LedgerRow.digest` after the event; nil where no single row is meant.
  var digest: [UInt8]?
  var previousHash: [UInt8]
  var hash: [UInt8] = []

  /// What the first link follows: the store's secret, hashed, so that a chain belongs to one
  /// ledger, and a secret that was changed (it keys every fingerprint) is found out.
  static func origin(of secret: [UInt8]?) -> [UInt8] {
    SHA256.hash(Array("taskledger audit chain\0".utf8) + (secret ?? []))
  }

  /// SHA-256 over the hash before and the link's own columns.
  var expectedHash: [UInt8] {
    var columns = ColumnDigest(startingWith: previousHash)
    columns.add(sequence)
    columns.add(event.rawValue)
    columns.add(operation)
    columns.add(at.rawValue)
    columns.add(detail)
    columns.add(digest)
    return columns.finish()
  }
}

extension AuditLink {
  static let columns =
    "sequence, event, operation, at, detail, digest, previous_hash, hash"

  /// nil where the event is none that this program knows.
  init?(_ row: Row) {
    guard let event = Event(rawValue: row.text(1)) else { return nil }
    self.init(
      sequence: row.integer(0), event: event, operation: row.integer(2),
      at: Milliseconds(row.integer(3)), detail: row.optionalText(4),
      digest: row.isNull(5) ? nil : row.blob(5), previousHash: row.blob(6), hash: row.blob(7))
  }

  var values: [SQLValue] {
    [
      .integer(sequence), .text(event.rawValue), .integer(operation), .integer(at.rawValue),
      SQLValue(detail), digest.map(SQLValue.blob) ?? .null, .blob(previousHash), .blob(hash),
    ]
  }
}

/// The end of the audit chain: what has to be kept elsewhere to notice that a ledger was cut short
/// or rolled back.
public struct LedgerHead: Sendable, Hashable {
  /// Of the newest link; counted from 1 without gaps.
  public let sequence: Int64
  /// 32 bytes; it depends on every link before.
  public let hash: [UInt8]

  public init(sequence: Int64, hash: [UInt8]) {
    self.sequence = sequence
    self.hash = hash
  }
}

/// A digest over columns that cannot be read in two ways: each says its kind and its length.
struct ColumnDigest {
  private var bytes: [UInt8]

  init(startingWith bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func add(_ text: String?) {
    guard let text else { return bytes.append(0) }
    bytes.append(1)
    bytes += Int64(text.utf8.count).bytes(8)
    bytes += text.utf8
  }

  mutating func add(_ integer: Int64) {
    bytes.append(2)
    bytes += integer.bytes(8)
  }

  mutating func add(_ blob: [UInt8]?) {
    guard let blob else { return bytes.append(0) }
    bytes.append(3)
    bytes += Int64(blob.count).bytes(8)
    bytes += blob
  }

  consuming func finish() -> [UInt8] { SHA256.hash(bytes) }
}

extension LedgerRow {
  /// SHA-256 over what retention drops later: kept in the row, it stands for that afterwards.
  var expectedAnswerDigest: [UInt8] {
    var columns = ColumnDigest()
    columns.add(output)
    columns.add(preImage)
    if let live {
      columns.add(live.evidence)
      columns.add(live.answer)
    }
    return columns.finish()
  }

  /// Whether nothing is left of what retention drops.
  var hasLetGo: Bool {
    output == nil && preImage == nil && live?.evidence == nil && live?.answer == nil
  }

  /// SHA-256 over every column, where `answerDigest` stands for what retention drops: the same
  /// before and after that.
  var digest: [UInt8] {
    var columns = ColumnDigest()
    columns.add(sequence)
    columns.add(operationID)
    columns.add(scope.backend)
    columns.add(scope.workspaceID)
    columns.add(scope.principal)
    columns.add(key)
    columns.add(keySource.rawValue)
    columns.add(tool)
    columns.add(fingerprint)
    columns.add(arguments)
    columns.add(state.rawValue)
    columns.add(attempt)
    columns.add(remoteID)
    columns.add(remoteType)
    columns.add(request)
    columns.add(answerDigest)
    columns.add(undoOf)
    columns.add(isDeletion ? 1 : 0)
    columns.add(firstExecutedAt.rawValue)
    columns.add(moment.rawValue)
    live?.add(to: &columns)
    return columns.finish()
  }
}
