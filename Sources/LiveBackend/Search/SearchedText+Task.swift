import APICore
import JSON

extension SearchedText {
  /// Of a task as the service's lists give it; comments are not in them, so they are not searched.
  init(_ task: JSONValue) {
    // `text_content` is the description without its Markdown.
    let texts = ["name", "text_content", "description"].compactMap { task[$0]?.string }
    self.init(
      texts.map(TextFold.fold),
      ids: ["id", "custom_id"].compactMap { task[$0]?.string.map(TextFold.fold) })
  }
}
