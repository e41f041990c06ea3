using Gateway.Policies.Contracts;

namespace Gateway.Policies.Plans;

/// <summary>The figures of waves-api 6.5.</summary>
public sealed class PlanPresetsTests
{
    [Theory]
    [InlineData(LimitGroup.Chat, 10, 3, null)]
    [InlineData(LimitGroup.Tts, null, 1, 5)]
    [InlineData(LimitGroup.Stt, 25, null, null)]
    [InlineData(LimitGroup.SttLive, null, 100, null)]
    [InlineData(LimitGroup.S2s, null, 1, null)]
    [InlineData(LimitGroup.Clone, null, null, null)]
    [InlineData(LimitGroup.Pca, null, null, null)]
    [InlineData(LimitGroup.Management, null, null, null)]
    public void Standard(LimitGroup group, int? requestsPerMinute, int? slots, int? sockets) =>
        Assert.Equal(new() { RequestsPerMinute = requestsPerMinute, Slots = slots, Sockets = sockets }, PlanPresets.Standard.Of(group));

    [Fact]
    public void Enterprise_LimitsChatAlone()
    {
        Assert.Equal(new() { RequestsPerMinute = 200, Slots = 20 }, PlanPresets.Enterprise.Of(LimitGroup.Chat));
        Assert.All(
            Enum.GetValues<LimitGroup>().Except([LimitGroup.Chat]),
            group => Assert.Equal(LimitSet.None, PlanPresets.Enterprise.Of(group)));
    }

    [Fact]
    public void Unlimited_LimitsNothing() =>
        Assert.All(Enum.GetValues<LimitGroup>(), group => Assert.Equal(LimitSet.None, PlanPresets.Unlimited.Of(group)));

    [Fact]
    public void Find_IsCaseBlindAndKnowsNothingElse()
    {
        Assert.Same(PlanPresets.Standard, PlanPresets.Find("Standard"));
        Assert.Null(PlanPresets.Find("gold"));
    }
}
