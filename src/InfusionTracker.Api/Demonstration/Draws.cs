namespace InfusionTracker.Api.Demonstration;

/// <summary>
/// Numbers that look like chance and follow from a seed: SplitMix64 (Steele, Lea and Flood 2014). System.Random promises
/// no fixed sequence between versions of .NET, and exp and log may differ in their last digit between machines; this
/// uses whole numbers, and the four operations of IEEE 754, which are the same everywhere.
/// </summary>
public sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The draws of one subject, which depend on no other's; nor do those of another seed, however near.</summary>
    public static Draws Of(ulong seed, int clinic, int subject) =>
        new(new Draws(new Draws(seed).Next() ^ ((ulong)clinic << 40) ^ (ulong)subject).Next());

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Unit() * end);

    /// <summary>A whole number between the two, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    public bool Chance(double chance) => Unit() < chance;

    /// <summary>Nearly normal, with mean 0 and standard deviation 1: twelve units less six, so never beyond 6.</summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += Unit();
        }

        return sum;
    }

    /// <summary>One of several, each as often as its weight says.</summary>
    public T Pick<T>(IReadOnlyList<T> several, Func<T, double> weight)
    {
        var left = Unit() * several.Sum(weight);
        foreach (var one in several)
        {
            left -= weight(one);
            if (left < 0)
            {
                return one;
            }
        }

        return several[^1];
    }

    /// <summary>A UUID of version 8 (RFC 9562), the one whose content is the maker's own business.</summary>
    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
