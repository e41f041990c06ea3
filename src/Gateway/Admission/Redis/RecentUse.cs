using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>
/// What all replicas took of a pool lately: the most of this second and the one before. How much was free when the books
/// went away is judged by that, because every replica saw another moment.
/// </summary>
/// <param name="Latest">The books as they were seen last.</param>
/// <param name="Second">The second of that.</param>
/// <param name="Most">The most taken in it.</param>
/// <param name="MostBefore">The most taken in the second before it.</param>
internal sealed record RecentUse(LevelPicture Latest, long Second, LevelUse Most, LevelUse MostBefore)
{
    public static RecentUse Of(LevelPicture picture, TimeSpan at) => new(picture, (long)at.TotalSeconds, picture.All, picture.All);

    /// <summary>With a newer picture. What others hold for long is not told every time.</summary>
    public RecentUse Then(LevelPicture picture, TimeSpan at)
    {
        var second = (long)at.TotalSeconds;
        var latest = picture.Lasting is null ? picture with { Lasting = Latest.Lasting } : picture;
        return second == Second ? this with { Latest = latest, Most = Larger(Most, picture.All) }
            : new(latest, second, Larger(Latest.All, picture.All), second == Second + 1 ? Most : Latest.All);
    }

    /// <summary>The picture to go by at a moment.</summary>
    public LevelPicture At(TimeSpan at) => ((long)at.TotalSeconds - Second) switch
    {
        0 => Latest with { All = Larger(Most, MostBefore) },
        1 => Latest with { All = Most },
        _ => Latest,
    };

    private static LevelUse Larger(LevelUse one, LevelUse other) =>
        new(Math.Max(one.Slots, other.Slots), Math.Max(one.Sockets, other.Sockets), Math.Max(one.Requests, other.Requests));
}
