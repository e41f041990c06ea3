using System.Collections.Immutable;

namespace Gateway.Policies.Admission;

/// <summary>
/// Waiters of one team that need exactly the same, first come first served: either the head can begin or none of them
/// can. Not thread-safe.
/// </summary>
internal sealed class WaitLine(AdmissionRequest kind)
{
    private readonly LinkedList<Waiter> _waiters = [];

    /// <summary>A request that stands for all of the line.</summary>
    public AdmissionRequest Kind => kind;

    public int Count => _waiters.Count;

    public Waiter Head => _waiters.First!.Value;

    public IEnumerable<Waiter> Waiters => _waiters;

    public void Add(Waiter waiter) => waiter.Place = _waiters.AddLast(waiter);

    public void Remove(Waiter waiter)
    {
        _waiters.Remove(waiter.Place!);
        waiter.Place = null;
    }

    /// <summary>Tells requests of one line from those of another: same levels, units, team and lane, whatever the figures.</summary>
    public sealed class SameNeeds : IEqualityComparer<AdmissionRequest>
    {
        public static SameNeeds Instance { get; } = new();

        public bool Equals(AdmissionRequest? x, AdmissionRequest? y) =>
            ReferenceEquals(x, y)
            || (x is not null && y is not null && x.Units == y.Units && x.Lane == y.Lane && x.Team == y.Team && SameLevels(x.Levels, y.Levels));

        public int GetHashCode(AdmissionRequest request)
        {
            var hash = new HashCode();
            hash.Add(request.Units);
            hash.Add(request.Lane);
            hash.Add(request.Team);
            foreach (var level in request.Levels)
                hash.Add(level.Id);
            return hash.ToHashCode();
        }

        private static bool SameLevels(ImmutableArray<AdmissionLevel> x, ImmutableArray<AdmissionLevel> y)
        {
            if (x.Length != y.Length)
                return false;
            for (var i = 0; i < x.Length; i++)
            {
                if (x[i].Level != y[i].Level || x[i].Id != y[i].Id)
                    return false;
            }
            return true;
        }
    }
}
