using Gateway.Policies.Contracts;

namespace Gateway.Policies.Usage;

public sealed class WorkCostTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PriceBook Book = new()
    {
        Prices =
        [
            new(PriceUnit.Characters, 0.195m) { Per = 10_000 },
            new(PriceUnit.PromptTokens, 0.40m) { Per = 1_000_000 },
            new(PriceUnit.CachedTokens, 0.10m) { Per = 1_000_000 },
            new(PriceUnit.AudioSeconds, 0.006m) { Per = 60 },
            new(PriceUnit.Requests, 2m) { Scope = "clone" },
        ],
    };

    [Fact]
    public void Work_CostsWhatItsRowIsMeteredBy() =>
        Assert.Equal(0.00195m, CostOf("T1", new() { Requests = 1, Characters = 100, AudioInMilliseconds = 60_000 }));

    [Fact]
    public void CachedTokens_AreTakenOutOfThePrompt() =>
        Assert.Equal(0.00034m, CostOf("L1", new() { Requests = 1, PromptTokens = 1000, CachedTokens = 200 }));

    [Fact]
    public void Work_WithAnUnknownPrice_CostsNobodyKnowsWhat() =>
        Assert.Null(CostOf("L1", new() { Requests = 1, PromptTokens = 1000, CompletionTokens = 1 }));

    [Fact]
    public void Audio_IsPricedToTheMillisecond() =>
        Assert.Equal(0.0000001m, CostOf("S2", new() { Requests = 1, AudioInMilliseconds = 1 }));

    [Fact]
    public void Call_CostsWhereCallsArePriced()
    {
        Assert.Equal(2m, CostOf("V1", new() { Requests = 1, BytesIn = 1000 }));
        Assert.Null(CostOf("V2", new() { Requests = 1 }));
    }

    private static decimal? CostOf(string contract, UsageAmounts amounts) => Book.CostOf(amounts, WavesContracts.Find(contract)!, null, Now);
}
