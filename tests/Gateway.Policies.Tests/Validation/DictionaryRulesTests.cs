namespace Gateway.Policies.Validation;

public sealed class DictionaryRulesTests
{
    [Theory]
    [InlineData("D2", """{"items":[{"word":"Nguyen","pronunciation":"win"},{"word":"SQL","pronunciation":"sequel"}]}""")]
    [InlineData("D3", """{"id":"66aa01f0c3d24b7e9d5f1a20","items":[{"word":"Nguyen","pronunciation":"win","note":1}]}""")]
    [InlineData("D3", """{"id":"66aa01f0c3d24b7e9d5f1a20","items":[]}""")]
    [InlineData("D4", """{"id":"66aa01f0c3d24b7e9d5f1a20"}""")]
    public void ValidBody_GoesOn(string id, string body) => Assert.Null(Judging.Body(id, body));

    [Fact]
    public void ItemWithoutPronunciation_IsRefusedAtItsPath() => Assert.Equal(
        """{"error":"Invalid request body","details":[{"code":"invalid_type","expected":"string","received":"undefined","path":["items",1,"pronunciation"],"message":"Required"}]}""",
        Judging.Body("D2", """{"items":[{"word":"Nguyen","pronunciation":"win"},{"word":"SQL"}]}"""));

    [Theory]
    [InlineData("D2", "{}", "items")]
    [InlineData("D3", """{"items":[]}""", "id")]
    [InlineData("D3", """{"id":"a"}""", "items")]
    [InlineData("D4", "{}", "id")]
    public void MissingField_IsRefused(string id, string body, string field) =>
        Assert.Contains($"\"path\":[\"{field}\"],\"message\":\"Required\"", Judging.Body(id, body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"items":[]}""", "Array must contain at least 1 element(s)")]
    [InlineData("""{"items":[{"word":"","pronunciation":"a"}]}""", "String must contain at least 1 character(s)")]
    public void TooLittle_IsRefused(string body, string message) =>
        Assert.Contains(message, Judging.Body("D2", body), StringComparison.Ordinal);
}
