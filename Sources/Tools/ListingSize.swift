/// What it costs a model to be told of tools, in each conversation.
public struct ListingSize: Sendable {
  public let characters: Int
  /// About four characters a token is what the common tokenizers make of English and JSON.
  public var tokens: Int { characters / 4 }

  public init(of tools: [ToolDefinition]) {
    self.init(characters: tools.map { $0.listed.canonicalString.count }.reduce(0, +))
  }

  init(characters: Int) { self.characters = characters }

  /// Beyond this, hosts defer or cut lists of tools, and models choose among them less well.
  static let manyTokens = 25_000
  /// What the preset `everyday` stays within.
  static let everydayTokens = 16_000

  /// What is to be said where the tools are many.
  public var warning: String? {
    guard tokens > Self.manyTokens else { return nil }
    return "about \(tokens) tokens of tools are switched on, more than \(Self.manyTokens): each "
      + "conversation pays for them, and models choose less well among many; `--toolsets everyday` "
      + "stays within \(Self.everydayTokens), or name the toolsets that are needed"
  }
}
