"""What named settings owe under the arrangements: where the words come from, who has signed them, what pages say."""
