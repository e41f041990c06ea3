using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;
using Gateway.Storage;

namespace Gateway.Metering;

/// <summary>Prices a record and hands it to everybody who wants to know. Thread-safe; neither blocks nor throws.</summary>
internal sealed class UsageRecorder(PriceCatalog prices, IEnumerable<IUsageSink> sinks)
{
    private readonly IUsageSink[] _sinks = [.. sinks];

    /// <summary>Takes a record without a cost.</summary>
    /// <param name="record">What was used.</param>
    /// <param name="served">The row whose units it is billed by.</param>
    public void Record(UsageRecord record, WavesContract served)
    {
        var book = prices.Current;
        var priced = record with
        {
            Cost = book.CostOf(record.Amounts, served, record.Model, record.Ended),
            Currency = book.Currency,
        };
        foreach (var sink in _sinks)
            sink.Ended(priced);
    }
}
