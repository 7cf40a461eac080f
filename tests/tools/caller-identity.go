// Asks AWS who it is, as a program on the AWS SDK for Go does, and prints the ARN of every answer.
//
// Arguments: the profile; how many calls.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(profile, times string) error {
	calls, err := strconv.Atoi(times)
	if err != nil {
		return err
	}
	ctx := context.Background()
	loaded, err := config.LoadDefaultConfig(ctx, config.WithSharedConfigProfile(profile))
	if err != nil {
		return err
	}
	// This version does not read AWS_ENDPOINT_URL by itself.
	endpoint := sts.EndpointResolverFromURL(os.Getenv("AWS_ENDPOINT_URL"))
	client := sts.NewFromConfig(loaded, sts.WithEndpointResolver(endpoint))
	for n := 0; n < calls; n++ {
		identity, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return err
		}
		fmt.Println(*identity.Arn)
	}
	return nil
}
