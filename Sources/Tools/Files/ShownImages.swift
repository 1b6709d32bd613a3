import Synchronization

/// A picture that an answer shows.
public struct ShownImage: Sendable, Hashable {
  /// "image/png"
  public let mimeType: String
  public let base64: String
}

/// The pictures for an answer, beside what it says.
final class ShownImages: Sendable {
  private let images = Mutex<[ShownImage]>([])

  func add(_ image: ShownImage) { images.withLock { $0.append(image) } }

  var all: [ShownImage] { images.withLock { $0 } }
}
