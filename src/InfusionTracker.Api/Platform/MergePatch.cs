using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// A member of a change that null clears. It has a setter, since what is set at once with the object is told from what was left out
/// by nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ClearableAttribute : Attribute;

/// <summary>
/// A change of a record (RFC 7396): what is left out stays as it is, and null clears a member that the record can be without. Every other
/// member may be left out, and may not be null.
/// </summary>
public abstract record MergePatch
{
    private readonly HashSet<string> _cleared = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True where some member was null.</summary>
    internal bool IsClearing => _cleared.Count > 0;

    /// <summary>True where null was sent for a member.</summary>
    internal bool Clears(string member) => _cleared.Contains(member);

    /// <summary>True where a member was sent, be it to clear it.</summary>
    /// <param name="sent">The member of the change.</param>
    /// <param name="member">The member as it is written here, e.g. <c>body.Note</c>.</param>
    internal bool Tells(object? sent, [CallerArgumentExpression(nameof(sent))] string member = "") => sent is not null || Clears(Name(member));

    /// <summary>What a member comes to: what was sent; nothing where null was sent; what stands where it was left out.</summary>
    /// <param name="sent">The member of the change.</param>
    /// <param name="stands">What the record has.</param>
    /// <param name="member">The member as it is written here, e.g. <c>body.Note</c>.</param>
    internal T? Over<T>(T? sent, T? stands, [CallerArgumentExpression(nameof(sent))] string member = "")
        where T : class
        => sent ?? (Clears(Name(member)) ? null : stands);

    /// <inheritdoc cref="Over{T}(T?, T?, string)"/>
    internal T? Over<T>(T? sent, T? stands, [CallerArgumentExpression(nameof(sent))] string member = "")
        where T : struct
        => sent ?? (Clears(Name(member)) ? null : stands);

    /// <summary>True where null for a member has a meaning.</summary>
    internal static bool IsClearable(JsonPropertyInfo member) =>
        member.AttributeProvider?.IsDefined(typeof(ClearableAttribute), inherit: false) == true;

    /// <summary>Has what is read remember which members were null, and refuse that for the others.</summary>
    internal static void RememberNulls(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(MergePatch)))
        {
            return;
        }

        foreach (var member in type.Properties)
        {
            if (!IsClearable(member))
            {
                member.IsSetNullable = false;
                continue;
            }

            var (name, set) = (member.Name, member.Set!);
            member.Set = (change, value) =>
            {
                if (value is null)
                {
                    ((MergePatch)change)._cleared.Add(name);
                }

                set(change, value);
            };
        }
    }

    private static string Name(string expression) => expression[(expression.LastIndexOf('.') + 1)..];
}
