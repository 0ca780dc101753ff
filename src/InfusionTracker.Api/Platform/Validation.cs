using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Audit;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

namespace InfusionTracker.Api.Platform;

/// <summary>The framework's own validation would refuse a request before it is looked for whether it was done before.</summary>
public sealed record JudgedHere : IDisableValidationMetadata;

/// <summary>Holds a request's members against their attributes, and says what is wrong in this service's form of a problem.</summary>
public static class Validation
{
    /// <summary>
    /// Judges the body of each operation that takes one. What is wrong with one that may be sent again is told to the handler, and
    /// refused by <see cref="Database"/> unless it was done before.
    /// </summary>
    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext handler, EndpointFilterDelegate next)
    {
#pragma warning disable ASP0029 // marked as experimental
        var options = handler.ApplicationServices.GetRequiredService<IOptions<ValidationOptions>>().Value;
        var (index, type) = handler.MethodInfo.GetParameters()
            .Select((parameter, i) => (i, Type: options.TryGetValidatableTypeInfo(parameter.ParameterType, out var info) ? info : null))
            .FirstOrDefault(parameter => parameter.Type is not null);
        return type is null ? next : async invocation =>
        {
            if (HttpMethods.IsGet(invocation.HttpContext.Request.Method))
            {
                // Each handler judges its own parameters.
                return await next(invocation);
            }

            var body = invocation.Arguments[index]!;
            var judged = new ValidateContext
            {
                ValidationOptions = options,
                ValidationContext = new ValidationContext(body, "body", invocation.HttpContext.RequestServices, null),
            };
            await type.ValidateAsync(body, judged, invocation.HttpContext.RequestAborted);
            if (judged.ValidationErrors is not { Count: > 0 } errors)
            {
                return await next(invocation);
            }

            var refusal = Problem.Invalid(
                "A value is outside of what this operation takes.",
                [.. errors.SelectMany(e => e.Value.Select(detail => new ProblemError(Pointer(e.Key), null, detail)))]);
            if (!HttpMethods.IsPost(invocation.HttpContext.Request.Method) || invocation.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ReadsByPost>() is not null)
            {
                return refusal;
            }

            invocation.HttpContext.Features.Get<Caller>()!.Refusal = refusal;
            return await next(invocation);
        };
#pragma warning restore ASP0029
    }

    /// <summary><c>Rate.Value</c> or <c>Items[0].Code</c> as a JSON pointer.</summary>
    private static string Pointer(string path) => "/" + string.Join('/', path
        .Replace("[", ".", StringComparison.Ordinal)
        .Replace("]", "", StringComparison.Ordinal)
        .Split('.', StringSplitOptions.RemoveEmptyEntries)
        .Select(segment => char.ToLowerInvariant(segment[0]) + segment[1..]));
}
