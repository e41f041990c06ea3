using System.Runtime.CompilerServices;

namespace Gateway.Edge;

/// <summary>
/// The facts of a request: what a stage has found out and later ones ask for, some fifty times a call. They stand together
/// in one feature of the context. As features of their own, each new one would have the framework look up anew all that it
/// has found of its own.
/// </summary>
internal static class RequestFeatures
{
    /// <summary>A fact that an earlier stage has left; null when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T? Find<T>(this HttpContext context)
        where T : class => Facts.Of(context) is { } facts ? Unsafe.As<T?>(facts[Place<T>.Index]) : null;

    /// <summary>Leaves a fact for later stages.</summary>
    public static void Keep<T>(this HttpContext context, T fact)
        where T : class => (Facts.Of(context) ?? Facts.AddTo(context))[Place<T>.Index] = fact;

    /// <summary>
    /// What the web server knows of a request. By type rather than by the collection's own generic method, whose dispatch at
    /// run time costs more than what it finds.
    /// </summary>
    public static T? Feature<T>(this HttpContext context)
        where T : class => (T?)context.Features[typeof(T)];

    /// <summary>Where a fact of a type stands, in every request.</summary>
    private static class Place<T>
    {
        public static readonly int Index = Facts.NextPlace();
    }

    private sealed class Facts
    {
        /// <summary>Of which there may be this many kinds; a further one fails at its first use.</summary>
        private const int MaxPlaces = 16;

        private static int Places = -1;

        private Slots _slots;

        [InlineArray(MaxPlaces)]
        private struct Slots
        {
            private object? _first;
        }

        public object? this[int place]
        {
            get => _slots[place];
            set => _slots[place] = value;
        }

        public static int NextPlace() => Interlocked.Increment(ref Places);

        public static Facts? Of(HttpContext context) => (Facts?)context.Features[typeof(Facts)];

        public static Facts AddTo(HttpContext context)
        {
            var facts = new Facts();
            context.Features[typeof(Facts)] = facts;
            return facts;
        }
    }
}
