using System.Globalization;
using InfusionTracker.Api.Access;

namespace InfusionTracker.Benchmarks.Loading;

/// <summary>What the loaded ids tell apart.</summary>
public enum Kind
{
    Patient = 1,
    Session = 2,
    InfusionEvent = 3,
    Observation = 4,
    Score = 5,
}

/// <summary>
/// A clinic with a key that may do everything in it. Its loaded ids are UUIDs of version 7 in the order of recording whose digits
/// are all decimal, so that a request and pgbench can name any of them: <c>01900000-0000-7kkk-8ccc-nnnnnnnnnnnn</c> of a kind, a
/// clinic and a number from 0.
/// </summary>
public sealed record LoadedClinic(int Number, string Key, Guid ClientId)
{
    public Guid Id { get; } = IdOf(Number);

    /// <summary>Sessions that are loaded.</summary>
    public int Sessions { get; set; }

    /// <summary>Patients that are loaded.</summary>
    public int Patients { get; set; }

    /// <summary>Whether what is loaded from now on has the change records that the triggers would have written.</summary>
    public bool HasChanges { get; set; } = true;

    public ApiKey ApiKey => ApiKey.TryParse(Key, out var key) ? key : throw new InvalidOperationException("The key is none.");

    public static Guid IdOf(int number) => Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"01900000-0000-7000-8000-{number:D12}"));

    /// <summary>An id without its number: the first 24 characters.</summary>
    public string Prefix(Kind kind) => string.Create(CultureInfo.InvariantCulture, $"01900000-0000-7{(int)kind:D3}-8{Number:D3}-");

    public Guid IdOf(Kind kind, long number) => Guid.Parse(Prefix(kind) + number.ToString("D12", CultureInfo.InvariantCulture));
}
