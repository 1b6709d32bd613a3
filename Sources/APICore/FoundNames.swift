/// The things that were found by name while a call was planned or read: a plan must not hold for
/// another thing of the name, and the answer says which one it was.
public final class FoundNames {
  public struct Entry: Sendable, Hashable {
    /// The argument that holds the name, and the name as it was written there.
    public let argument: String
    public let text: String
    public let id: String
    /// For the answer.
    public let sentence: String

    public init(argument: String, text: String, id: String, sentence: String) {
      self.argument = argument
      self.text = text
      self.id = id
      self.sentence = sentence
    }
  }

  public private(set) var all: [Entry] = []

  public func note(_ entry: Entry) {
    if !all.contains(entry) { all.append(entry) }
  }
}
