import Synchronization

/// Why a value does not have the form that a type asks for.
public struct JSONDecodingError: Error, Sendable, Equatable {
  /// JSON pointer to what is wrong.
  public let pointer: String
  /// For a person; no full stop.
  public let message: String

  public init(pointer: String, message: String) {
    self.pointer = pointer
    self.message = message
  }
}

/// Makes typed values of JSON values without writing and reading text in between.
///
/// Members of type `JSONValue` are taken as they are; an optional one tells `null` (`.null`) from
/// absent (nil). Integers must be whole and in range; nothing is converted between kinds.
public struct JSONValueDecoder: Sendable {
  private let recorder: KeyRecorder?

  /// - Parameter recorder: learns the names that decoding asks the top object for.
  public init(recorder: KeyRecorder? = nil) { self.recorder = recorder }

  public func decode<T: Decodable>(_ type: T.Type, from value: JSONValue)
    throws(JSONDecodingError) -> T
  {
    do {
      return try ValueDecoder(value: value, path: [], recorder: recorder).decode(type)
    } catch let error as JSONDecodingError {
      throw error
    } catch let error as DecodingError {
      throw JSONDecodingError(error)
    } catch {
      throw JSONDecodingError(pointer: "", message: "\(error)")
    }
  }
}

/// The names that decoding asked the top object for, so that a test can hold them against a schema.
public final class KeyRecorder: Sendable {
  private let recorded = Mutex<Set<String>>([])

  public init() {}

  public var names: Set<String> { recorded.withLock { $0 } }

  func record(_ name: String) {
    recorded.withLock { _ = $0.insert(name) }
  }
}

extension JSONValue: Decodable {
  /// Only by `JSONValueDecoder`, from which a value is taken without loss.
  public init(from decoder: any Decoder) throws {
    guard let decoder = decoder as? ValueDecoder else {
      throw DecodingError.typeMismatch(
        JSONValue.self,
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "JSONValue is decoded by JSONValueDecoder only"))
    }
    self = decoder.value
  }
}

extension JSONDecodingError {
  /// What initializers that were written by hand, or are the standard library's, throw.
  init(_ error: DecodingError) {
    let (context, message): (DecodingError.Context?, String?) =
      switch error {
      case .typeMismatch(_, let context), .dataCorrupted(let context): (context, nil)
      case .valueNotFound(_, let context): (context, nil)
      case .keyNotFound(let key, let context): (context, "`\(key.stringValue)` is missing")
      @unknown default: (nil, nil)
      }
    self.init(
      at: context?.codingPath ?? [], message ?? context?.debugDescription ?? "\(error)")
  }

  init(at path: [any CodingKey], _ message: String) {
    let tokens = path.map { $0.intValue.map(String.init) ?? $0.stringValue }
    self.init(pointer: JSONPointer(tokens).description, message: message)
  }
}
