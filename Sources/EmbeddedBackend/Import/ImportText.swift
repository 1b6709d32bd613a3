import JSON

/// Why a file cannot be imported: where, and what is wrong there.
public struct ImportTextError: Error, Sendable, Equatable, CustomStringConvertible {
  public let file: String
  /// From 1; nil where the whole text is meant.
  public let line: Int?
  public let message: String

  public init(file: String, line: Int?, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  public var description: String {
    let place = line.map { "\(file), line \($0)" } ?? file
    return "\(place): \(message); nothing of this file was imported"
  }
}

/// A text that holds answers of the API: one JSON value, or one on each line.
public enum ImportText {
  /// The values of `bytes`, all read before any is imported, so that a file comes in whole or not.
  public static func values(_ bytes: [UInt8], file: String) throws(ImportTextError) -> [JSONValue] {
    let failure: JSONReadError
    do throws(JSONReadError) { return [try .parse(bytes)] } catch { failure = error }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count(where: { !isBlank($0) }) > 1 else {
      let message = isBlank(bytes[...]) ? "the file is empty" : text(of: failure)
      throw ImportTextError(file: file, line: nil, message: message)
    }
    var values: [JSONValue] = []
    for (index, line) in lines.enumerated() where !isBlank(line) {
      do throws(JSONReadError) { values.append(try .parse(line)) } catch {
        // A first line that is no value alone says that the file is one long value, not lines.
        let isWhole = values.isEmpty
        throw ImportTextError(
          file: file, line: isWhole ? self.line(of: failure, in: bytes) : index + 1,
          message: text(of: isWhole ? failure : error))
      }
    }
    return values
  }

  private static func text(of error: JSONReadError) -> String {
    "no JSON that can be read: \(error.message)"
  }

  private static func line(of error: JSONReadError, in bytes: [UInt8]) -> Int {
    bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") } + 1
  }

  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }
}
