using System.Text.Json;
using Gateway.Policies.Usage;

namespace Gateway.Storage;

/// <summary>The price book of the database. Thread-safe; no I/O.</summary>
internal sealed class PriceCatalog(StoredDocuments documents)
{
    private volatile Snapshot _snapshot = new([], PriceBook.Empty);

    /// <summary>The book now; empty when none was stored.</summary>
    public PriceBook Current
    {
        get
        {
            var snapshot = _snapshot;
            var current = documents.Current;
            if (!ReferenceEquals(snapshot.Source, current))
                _snapshot = snapshot = Read(current);
            return snapshot.Book;
        }
    }

    private static Snapshot Read(IReadOnlyList<DocumentRow> rows) => new(
        rows,
        rows.FirstOrDefault(row => row.Kind == DocumentKind.Prices) is { } row ? JsonSerializer.Deserialize(row.Settings, StorageJson.PriceBook)! : PriceBook.Empty);

    private sealed record Snapshot(IReadOnlyList<DocumentRow> Source, PriceBook Book);
}
