using System.Globalization;
using System.Text;

namespace InfusionTracker.Domain;

/// <summary>What people see of a text.</summary>
public static class VisibleText
{
    /// <summary>The text without what is invisible, and with every blank alike; empty where nothing of it can be seen.</summary>
    public static string Of(string text)
    {
        var seen = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
            {
                seen.Append(rune);
            }
        }

        return string.Join(' ', seen.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
