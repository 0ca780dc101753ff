using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace InfusionTracker.Api.Platform;

/// <summary>Answers what the attributes on a request's members refuse, in this service's form of a problem.</summary>
public sealed class ValidationProblems : IProblemDetailsService
{
    public ValueTask WriteAsync(ProblemDetailsContext context) => new(TryWriteAsync(context).AsTask());

    public ValueTask<bool> TryWriteAsync(ProblemDetailsContext context)
    {
        if (context.ProblemDetails is not HttpValidationProblemDetails validation)
        {
            return ValueTask.FromResult(false);
        }

        var errors = validation.Errors
            .SelectMany(e => e.Value.Select(detail => new ProblemError(Pointer(e.Key), null, detail)))
            .ToArray();

        // Thrown, and not written here, so that a caller whose key is not valid learns that first.
        throw new ProblemException(Problem.Invalid("A value is outside of what this operation takes.", errors));
    }

    /// <summary><c>Rate.Value</c> or <c>Items[0].Code</c> as a JSON pointer.</summary>
    private static string Pointer(string path) => "/" + string.Join('/', path
        .Replace("[", ".", StringComparison.Ordinal)
        .Replace("]", "", StringComparison.Ordinal)
        .Split('.', StringSplitOptions.RemoveEmptyEntries)
        .Select(segment => char.ToLowerInvariant(segment[0]) + segment[1..]));
}
