/// `create_tag`: a Space has a tag.
enum CreateTag: MakingTool {
  typealias Place = OnSpace
  typealias Form = TagForm
}
