using Gateway.Policies.Contracts;

namespace Gateway.Policies.Usage;

public sealed class PriceBookTests
{
    private static readonly DateTimeOffset May = new(2026, 5, 28, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset June = new(2026, 6, 19, 0, 0, 0, TimeSpan.Zero);
    private static readonly WavesContract SttLive = WavesContracts.Find("S2")!;
    private static readonly WavesContract Stt = WavesContracts.Find("S1")!;

    private static readonly PriceBook Book = new()
    {
        Prices =
        [
            new(PriceUnit.AudioSeconds, 0.006m) { Per = 60, Scope = "stt-live", From = May },
            new(PriceUnit.AudioSeconds, 0.008m) { Per = 60, Scope = "stt-live", From = June },
            new(PriceUnit.AudioSeconds, 0.004m) { Per = 60, Model = "pulse-pro" },
            new(PriceUnit.AudioSeconds, 0.005m) { Per = 60, Scope = "S1" },
        ],
    };

    [Theory]
    [InlineData("2026-05-27", null)]
    [InlineData("2026-05-28", 0.006)]
    [InlineData("2026-06-18", 0.006)]
    [InlineData("2026-06-19", 0.008)]
    public void Price_IsTheOneInForceAtTheTime(string at, double? perMinute)
    {
        var cost = Book.CostOf(PriceUnit.AudioSeconds, 60, SttLive, "pulse", DateTimeOffset.Parse(at + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((decimal?)perMinute, cost);
    }

    [Fact]
    public void Price_OfTheModel_GoesBeforeThatOfTheEndpoint()
    {
        Assert.Equal(0.004m, Book.CostOf(PriceUnit.AudioSeconds, 60, Stt, "pulse_pro", June));
        Assert.Equal(0.005m, Book.CostOf(PriceUnit.AudioSeconds, 60, Stt, "pulse", June));
    }

    [Fact]
    public void UnknownPrice_StaysUnknown() => Assert.Null(Book.CostOf(PriceUnit.Characters, 1, Stt, null, June));
}
