namespace Gateway.Edge;

public sealed class UniqueIdTests
{
    [Fact]
    public void Next_AscendsAndHasThirtyTwoDigits()
    {
        string[] ids = [.. Enumerable.Range(0, 300).Select(_ => UniqueId.Next())];

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }
}
